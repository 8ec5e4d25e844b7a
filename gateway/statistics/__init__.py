"""Figures of use, computed from the trail when they are asked for."""
