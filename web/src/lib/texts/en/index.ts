import { account } from './account.ts';
import { admin } from './admin.ts';
import { authoring } from './authoring.ts';
import { common } from './common.ts';
import { courses } from './courses.ts';
import { dashboard } from './dashboard.ts';
import { errors } from './errors.ts';
import { exercises } from './exercises.ts';
import { family } from './family.ts';
import { grading } from './grading.ts';
import { landing } from './landing.ts';
import { ops } from './ops.ts';
import { people } from './people.ts';
import { personalData } from './personal-data.ts';
import { processes } from './processes.ts';
import { profile } from './profile.ts';
import { submissions } from './submissions.ts';
import { trainer } from './trainer.ts';

export const en = {
  common,
  courses,
  dashboard,
  account,
  admin,
  authoring,
  errors,
  exercises,
  family,
  grading,
  landing,
  ops,
  people,
  personalData,
  processes,
  profile,
  submissions,
  trainer,
};
