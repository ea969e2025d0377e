import type { TestApp } from '#api/testing/app.ts';

const statement = '# The task\n\nRead two integers and print their sum.\n\n'.repeat(20);

/**
 * Fills the organisation `demo` with published exercises of three visible and nine hidden tests each, looking past their own check.
 * @returns the slug of one of them
 */
export async function publishExercises(api: TestApp, count: number): Promise<string> {
  const organisation_id = api.demo.id;
  for (let number = 1; number <= count; number++) {
    const slug = `exercise-${number}`;
    const [exercise] = await api
      .owner('exercises')
      .insert({ organisation_id, slug, status: 'published' })
      .returning<{ id: string }[]>('id');
    const [version] = await api
      .owner('exercise_versions')
      .insert({
        organisation_id,
        exercise_id: exercise!.id,
        number: 1,
        title: `Exercise ${String(number).padStart(3, '0')}`,
        statement_md: statement,
        kind: 'program',
        difficulty: 1 + (number % 5),
        languages: ['python', 'javascript'],
        limits: JSON.stringify({ cpu_ms: 1000, wall_ms: 3000, memory_kb: 131_072, output_kb: 64 }),
        starter: JSON.stringify({
          python: [{ name: 'main.py', content: 'a, b = map(int, input().split())\n' }],
        }),
        content_hash: slug,
      })
      .returning<{ id: string }[]>('id');
    const test = (position: number) => ({
      organisation_id,
      exercise_version_id: version!.id,
      position,
      name: `test ${position}`,
      hidden: position > 3,
      input: JSON.stringify({ stdin: `${position} 2\n` }),
      expected: JSON.stringify({ stdout: `${position + 2}\n` }),
      compare: 'trimmed',
    });
    await api.owner('exercise_tests').insert(Array.from({ length: 12 }, (_, index) => test(index + 1)));
    await api
      .owner('exercises')
      .where({ id: exercise!.id })
      .update({ published_version_id: version!.id, latest_version_id: version!.id });
  }
  await api.owner.raw('analyze');
  return 'exercise-1';
}
