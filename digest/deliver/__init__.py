"""From a rendering and a recipient to the octets of a message, and what to do with the answer. It sends nothing."""
