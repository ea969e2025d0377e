import type {
  GetCourseResponse,
  GetExercisePlaceResponse,
  GetExerciseResponse,
  GetLessonResponse,
  GetMyProgressResponse,
  GetProcessStoryResponse,
  GetRunResponse,
  GetSubmissionResponse,
  ListCoursesResponse,
  ListExercisesResponse,
  ListSubmissionsResponse,
  ReadAchievementsResponse,
  ReadPersonalDataResponse,
  ReadPublicPersonResponse,
  ReadPublicProfileResponse,
} from './generated/index.ts';

/* Short names for the generated client's shapes; nothing here is written by hand that the API says. */
export type Exercise = GetExerciseResponse['data'];
export type ExerciseSummary = ListExercisesResponse['data']['results'][number];
export type VisibleTest = Exercise['tests'][number];
export type Language = Exercise['languages'][number];

export type Submission = GetSubmissionResponse['data'];
export type SubmissionSummary = ListSubmissionsResponse['data']['results'][number];
export type SourceFile = Submission['files'][number];
export type SubmissionStatus = Submission['status'];
export type Verdict = NonNullable<Submission['verdict']>;
export type TestResult = Omit<Submission['tests'][number], 'hidden' | 'weight' | 'group'> &
  Partial<Pick<Submission['tests'][number], 'hidden' | 'group'>>;

export type CourseSummary = ListCoursesResponse['data']['results'][number];
export type Course = GetCourseResponse['data'];
export type OutlineLesson = Course['lessons'][number];
export type OutlineExercise = OutlineLesson['exercises'][number];
export type ExercisePlace = NonNullable<GetExercisePlaceResponse['data']>;
export type Lesson = GetLessonResponse['data'];
export type LearnerProgress = GetMyProgressResponse['data'];

export type Achievements = ReadAchievementsResponse['data'];
export type AchievementId = Achievements['earned'][number]['id'];
export type PublicProfile = ReadPublicProfileResponse['data'];
export type PublicPerson = ReadPublicPersonResponse['data'];

export type PersonalData = ReadPersonalDataResponse['data'];
export type PersonalArchive = PersonalData['archives'][number];
export type ProcessStory = GetProcessStoryResponse['data'];

export type Run = GetRunResponse['data'];
