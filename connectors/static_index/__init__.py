"""An office that publishes an index and its documents as files on any web server or bucket it owns."""
