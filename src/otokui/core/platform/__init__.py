"""What every room needs from the machine: database, jobs, events, history of changes.

Job ジョブ · event 出来事 · reaction 反応 · history 変更履歴. No shop words here.
"""
