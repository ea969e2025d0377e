/** A worker writes every 10 s how it is; two missed ones may be a slow machine, after this many seconds it counts as gone. */
export const silentAfterSeconds = 35;
