export type ToastTone = 'ok' | 'warn' | 'bad';
type Toast = { id: number; tone: ToastTone; text: string };

const shown = $state<Toast[]>([]);
let lastId = 0;

/** The toasts on the screen, oldest first. Filled in the browser only. */
export const toasts = shown;

export const dismissToast = (id: number): void => {
  const index = shown.findIndex((toast) => toast.id === id);
  if (index >= 0) shown.splice(index, 1);
};

/** Says something that does not belong to a place on the page. Good news leaves after 6 s; bad news stays until dismissed. @returns its id */
export const showToast = (text: string, tone: ToastTone = 'ok'): number => {
  lastId += 1;
  const id = lastId;
  shown.push({ id, tone, text });
  if (tone === 'ok') setTimeout(() => dismissToast(id), 6000);
  return id;
};
