"""Calls over a link of the network lab, measured from outside."""
