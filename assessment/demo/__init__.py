"""The demo centre: its people, and the story that one learner's portfolio tells."""
