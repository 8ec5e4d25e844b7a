"""How to speak with a patent office: numbers, the dossier model, the wires, and the provider kit.

This package is the ground of the house. It imports nothing of ``gateway``, so an office that only
wants to provide dossiers takes it alone.
"""
