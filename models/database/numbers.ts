import pg from 'pg';

// Points and weights have a few decimals, far inside what a number holds; pg gives text unless it is told.
pg.types.setTypeParser(pg.types.builtins.NUMERIC, Number);
