"""Requests that nobody picked by hand: generated from the OpenAPI document, and sent to both servers in lockstep."""
