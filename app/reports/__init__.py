"""Reports for headquarters and the bureau: figures of ``matching.hq`` laid out, never computed here."""
