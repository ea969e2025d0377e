const ownFrame = /^\s+at .*(?:node:|\/sandbox\/|\(<anonymous>\)|processTicksAndRejections).*$/;

/** Leaves the student's own frames of a Node stack trace, with the file names of the submission. */
export function tidyNodeText(text: string): string {
  const lines = text.split('\n').filter((line) => !ownFrame.test(line) && !/^Node\.js v\d+/.test(line));
  return lines
    .join('\n')
    .replaceAll(/(?:file:\/\/)?\/box\//g, '')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/\n{1,2}$/, '\n');
}
