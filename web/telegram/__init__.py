"""The desk in Telegram: complaints arrive there and are answered there, by the desk's own rules."""
