"""Pages of this room: the fields of the shop's own."""
