/** A network of the gallery, as the build lists it. */
export interface GalleryCard {
  readonly file: string;
  readonly name: string;
  readonly summary: string;
  /** What it takes: images are of rank 3, videos of rank 4. */
  readonly takes: 'images' | 'other';
  /** Null if it depends on a size of the input. */
  readonly params: number | null;
  readonly macs: number | null;
}
