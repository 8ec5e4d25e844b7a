"""The questions that the gateway answers, a function in a module each, over one world read once."""
