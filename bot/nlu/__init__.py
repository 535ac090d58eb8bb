"""What Rasa loads into its pipeline."""
