"""Closing in the processes that open what strangers send: their calls, their limits, what they are
told. All three are asked for by the process itself, and import no Django."""
