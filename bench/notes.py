"""What is said below the table of measurements."""

NOTES = """
- Lighthouse: the demonstration served by our own server as an open and real election, default mobile emulation; the
  value is the least of the four marks, each the median of the runs.
- *Visible* is measured from the commit of the act to the last of five places: the person's page, the contest, the
  municipality, the party and search.
- Whole-election downloads and figures follow within 60 s and state the edition at which they stop.
- The ways of serving are asked for the same bytes (checked) with `wrk -t2 -c16`, gzip accepted. Django renders with
  the cached loader and no middleware, on Granian with 2 workers; it reads what the page shows with about ten
  queries.
- People who save: each is signed in and posts a changed text over the version it last saw, as the page's script
  does; version check, history, section and its state are in the same transaction. PostgreSQL waits for the disk.
  The load runs on the same machine. Afterwards the last acknowledged text of each is compared with the database;
  `make bench` fails on an error or a loss.
- A reviewer's step is measured inside the process (Django's test client), without the network: reading a whole
  questionnaire of six sections with its flags, approving it, which publishes it, and taking the next. Texts are
  long and made of rare words, one in ten of common sentences. What is published together is built after the act, by
  one process; a running builder begins with its first batch.
"""
