"""Finds anything.localhost on this machine, as a wildcard in the DNS would."""
import socket

real = socket.getaddrinfo
socket.getaddrinfo = lambda host, *rest, **more: real(
    "127.0.0.1" if str(host).endswith(".localhost") else host, *rest, **more
)
