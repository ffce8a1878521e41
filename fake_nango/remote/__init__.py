"""The control API from the caller's side; `fake_nango.client` is its front door."""
