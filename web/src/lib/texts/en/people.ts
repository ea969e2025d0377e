const times = (count: number, one: string, many: string) => (count === 1 ? `1 ${one}` : `${count} ${many}`);

export const people = {
  since: (month: string) => `Learning since ${month}`,
  description: (name: string, achievements: number, courses: number) => {
    const told = [
      achievements > 0 && times(achievements, 'achievement', 'achievements'),
      courses > 0 && times(courses, 'course completed', 'courses completed'),
    ].filter(Boolean);
    return told.length > 0 ? `What ${name} learned: ${told.join(', ')}.` : `${name} learns on Waymark.`;
  },
  own: 'This is your public page. Anybody who has its address can read it.',
  change: 'Change or take it back',
  courses: 'Completed courses',
  completed: (date: string) => `Completed on ${date}`,
  noCourses: 'No courses completed yet.',
  nothingShown: 'There is nothing more to see here yet.',
  activity: 'The last twelve weeks',
  activeDays: (days: number) =>
    days === 0 ? 'Nothing in the last twelve weeks.' : `Something done on ${times(days, 'day', 'days')}.`,
  asTable: 'As a table',
  week: 'Week from',
  days: 'Days',
  things: 'Things done',
  onDay: (date: string, count: number) => `${date}: ${times(count, 'thing done', 'things done')}`,
  achievements: {
    title: 'Achievements',
    none: 'The first one comes with the first exercise solved.',
    next: 'Next',
    nextLead: 'Only you see what is ahead.',
    earned: 'Earned',
    ahead: 'Ahead',
    progress: (count: number, of: number) => `${count} of ${of}`,
    all: 'All achievements',
    kinds: {
      solved_1: { title: 'First steps', why: 'A first exercise solved' },
      solved_10: { title: 'On the trail', why: '10 exercises solved' },
      solved_25: { title: 'Good stride', why: '25 exercises solved' },
      solved_50: { title: 'Long distance', why: '50 exercises solved' },
      first_try_5: { title: 'Sure-footed', why: '5 exercises solved at the first try' },
      comeback_1: { title: 'Comeback', why: 'One solved after three misses' },
      languages_2: { title: 'Second language', why: 'Exercises solved in 2 languages' },
      languages_4: { title: 'Polyglot', why: 'Exercises solved in 4 languages' },
      streak_7: { title: 'Whole week', why: '7 days of learning in a row' },
      streak_30: { title: 'Whole month', why: '30 days of learning in a row' },
      courses_1: { title: 'Trail’s end', why: 'A first course completed' },
      courses_3: { title: 'Three trails', why: '3 courses completed' },
    },
  },
};
