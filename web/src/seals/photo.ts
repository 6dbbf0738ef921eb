const LONGEST_PX = 1600;

/** The size at which a photograph is kept: never larger than it was, its longer side at most so many pixels. */
export function shrunk(width: number, height: number, longest = LONGEST_PX): [number, number] {
  const scale = Math.min(1, longest / Math.max(width, height));
  return [Math.round(width * scale), Math.round(height * scale)];
}

/** A photograph as a JPEG data URL, small enough to wait in the outbox and to travel over a weak network. */
export async function photoOf(file: File): Promise<string> {
  const picture = await createImageBitmap(file);
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = shrunk(picture.width, picture.height);
  canvas.getContext("2d")!.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return canvas.toDataURL("image/jpeg", 0.8);
}
