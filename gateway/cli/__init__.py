"""The command line: a thin module for each command, and pure functions from an answer to what is shown."""
