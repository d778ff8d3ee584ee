"""Conóceles: a private workshop, a public ledger, and a site computed from the ledger."""

__version__ = "0.2.0"
