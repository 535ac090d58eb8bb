"""Understanding the dialogue. Imported by Rasa's environment too: keep this file free of imports."""
