/** What asking for one’s data, or for the end of an account, can meet. */
export const personalDataRefusals = {
  no_such_archive: ['NOT_FOUND', 'There is no such archive.'],
  archive_being_collected: ['CONFLICT', 'An archive is being collected already.'],
  archive_not_ready: ['CONFLICT', 'The archive is being collected still.'],
  archive_removed: ['GONE', 'This archive has been removed. Ask for a new one.'],
  archives_limit: [
    'QUOTA_EXCEEDED',
    'There are {limit} archives of the last {days} days. Download one of them, or ask again later.',
  ],
  data_of_child: [
    'FORBIDDEN',
    'You are viewing as your child. Stop that, and open your family page: their data is there.',
  ],
  no_such_erasure: ['NOT_FOUND', 'There is no such wish to be erased.'],
  erasure_asked_already: ['CONFLICT', 'This account is going to be erased already.'],
  erasure_began: ['CONFLICT', 'It cannot be taken back any more: it is over, or erasing has begun.'],
  child_left_alone: [
    'CONFLICT',
    'Nobody could act for this child once your own account is erased. Take your own back first.',
  ],
} as const;
