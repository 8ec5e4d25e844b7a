"""The provider kit: serve an office's dossiers from a folder, and simulate offices and hubs with faults."""
