"""What the bot does, one module per subject. Runs in the application; Rasa calls it over loopback."""
