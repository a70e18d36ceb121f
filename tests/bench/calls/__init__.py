"""Measures calls: vchat to vchat beside Chromium to Chromium."""
