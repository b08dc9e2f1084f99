/** A mistake of the article, as the build lists it. */
export interface Lesson {
  readonly title: string;
  readonly about: string;
  readonly kind: 'loud' | 'late' | 'silent' | 'prose';
  /** What Python did. */
  readonly python: string;
  readonly spec: string;
}
