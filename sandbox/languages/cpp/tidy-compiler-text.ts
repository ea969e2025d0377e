/** A line about our own part: the call we wrote for the test, or the headers it uses. With or without line and column. */
const ours = /^(?:waymark-call\.cpp|\/sandbox\/cpp\/[\w.-]+):/;
const severity = /^[^\s:]+(?::\d+){1,2}: (?:fatal )?(error|warning|note): (.*)$/;
/** A line of source under a complaint, and the line that points into it. */
const excerpt = /^\s+(?:\d+ )?\|/;
/** `In file included from X:3,` and the lines below it: `                 from Y:1:`. */
const included = /^(?:In file included| {16}) from (?:waymark-call\.cpp|\/sandbox\/cpp\/)/;

/** Names that only our part has, as a student would call what they stand for. */
const named = (line: string): string =>
  line
    .replaceAll('/box/', '')
    .replaceAll(/\b(?:const )?waymark::Json&?/g, "the test's values")
    .replaceAll('waymark::', '')
    .replaceAll('submission_main', 'main')
    .replaceAll(
      /std::(__cxx11::)?basic_string<char, std::char_traits<char>, std::allocator<char> >/g,
      'std::string',
    );

/**
 * What g++ and a program of its say, about the submission alone: of the call that we write for a test stays what is wrong with it,
 * not our source, our folders or our names.
 */
export function tidyCompilerText(text: string): string {
  const kept: string[] = [];
  let hiding = false;
  for (const line of text.split('\n')) {
    if (excerpt.test(line)) {
      if (!hiding) kept.push(named(line));
      continue;
    }
    hiding = ours.test(line) || included.test(line);
    if (!hiding) {
      kept.push(named(line));
      continue;
    }
    // What was included stands there without those who include it.
    if (included.test(line) && kept.at(-1)?.endsWith(',')) kept.push(`${kept.pop()!.slice(0, -1)}:`);
    const complaint = severity.exec(line);
    if (complaint?.[1] === 'error') kept.push(`the test's call: error: ${named(complaint[2]!)}`);
  }
  return kept.join('\n');
}
