"""The console: the pages behind a sign-in, and the decisions as forms. It writes to the store of decisions only."""
