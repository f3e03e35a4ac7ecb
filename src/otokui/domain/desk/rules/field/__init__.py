"""The capture page: what somebody at a door does, and in which order the doors come."""
