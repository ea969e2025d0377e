export class History<T> {
  private readonly past: T[] = [];
  private future: T[] = [];

  constructor(private value: T) {}

  current(): T {
    return this.value;
  }

  write(value: T): T {
    this.past.push(this.value);
    this.future = [];
    this.value = value;
    return value;
  }

  undo(): T {
    return this.move(this.past, this.future);
  }

  redo(): T {
    return this.move(this.future, this.past);
  }

  depth(): number {
    return this.past.length;
  }

  private move(from: T[], to: T[]): T {
    if (from.length > 0) {
      to.push(this.value);
      this.value = from.pop() as T;
    }
    return this.value;
  }
}
