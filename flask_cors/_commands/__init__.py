"""The commands of `flask cors`, a module each: they parse arguments and print."""
