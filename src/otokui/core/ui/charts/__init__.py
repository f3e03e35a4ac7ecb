"""Small charts as inline SVG, made on the server. Colours come from css/charts.css; a chart of a page for
phones is drawn narrower, not shrunk, so that its letters stay readable."""
