import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Static } from 'typebox';
import type { ExerciseDefinition } from '#domain/exercises/exercise-definition.ts';
import { CategoriesFile, CourseFile } from './file-shapes.ts';
import { readExercise } from './read-exercise.ts';
import { readLesson } from './read-lesson.ts';
import type { LessonContent } from './read-lesson.ts';
import { ContentError, readYaml } from './read-yaml.ts';

export type CourseContent = Static<typeof CourseFile> & { slug: string; lessons: LessonContent[] };
export type OrganisationContent = {
  categories: Static<typeof CategoriesFile>;
  courses: CourseContent[];
  exercises: ExerciseDefinition[];
};

/**
 * Reads all content of one organisation: `categories.yaml`, `courses/SLUG/`, `exercises/SLUG/`.
 * @throws ContentError at the first file that is wrong, or that names a category or an exercise that is not there
 */
export async function readOrganisation(directory: string): Promise<OrganisationContent> {
  const categories = await readYaml(path.join(directory, 'categories.yaml'), CategoriesFile);
  const exercises = await Promise.all((await foldersOf(path.join(directory, 'exercises'))).map(readExercise));
  const courses = await Promise.all((await foldersOf(path.join(directory, 'courses'))).map(readCourse));
  for (const course of courses) {
    const file = path.join(directory, 'courses', course.slug);
    if (!categories.some(({ slug }) => slug === course.category))
      throw new ContentError(file, [`there is no category ${course.category}`]);
    for (const { slug, blocks } of course.lessons)
      for (const block of blocks)
        if (block.kind === 'exercise' && !exercises.some((exercise) => exercise.slug === block.slug))
          throw new ContentError(file, [
            `the lesson ${slug} names an exercise that is not there: ${block.slug}`,
          ]);
  }
  return {
    categories,
    courses: courses.sort((one, other) => (one.position ?? 0) - (other.position ?? 0)),
    exercises,
  };
}

async function readCourse(folder: string): Promise<CourseContent> {
  const course = await readYaml(path.join(folder, 'course.yaml'), CourseFile);
  const files = (await readdir(folder)).filter((name) => name.endsWith('.md')).sort();
  return {
    ...course,
    slug: path.basename(folder),
    lessons: await Promise.all(files.map((name) => readLesson(path.join(folder, name)))),
  };
}

async function foldersOf(directory: string): Promise<string[]> {
  if (!(await stat(directory).catch(() => null))) return [];
  const entries = await readdir(directory, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => path.join(directory, entry.name))
    .sort();
}
