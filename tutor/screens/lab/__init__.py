"""The lab bench on screen."""
