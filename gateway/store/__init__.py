"""What survives a restart: one database, one seam to it."""
