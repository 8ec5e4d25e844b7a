"""Providers that their offices register themselves: proved, examined, approved, in force until withdrawn."""
