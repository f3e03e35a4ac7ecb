"""otokui (お得意): the CRM that keeps customers."""
