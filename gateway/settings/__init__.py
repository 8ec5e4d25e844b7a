"""What operators write: the configuration directory, its models, and how it is read."""
