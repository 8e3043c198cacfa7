"""Widgets that draw curves and what a lab shows."""
