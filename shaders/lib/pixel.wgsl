// Where an element of images [images, height, width, channels] lies; channels are counted in vectors.

struct Pixel {
  image: u32,
  row: u32,
  column: u32,
  channel: u32,
}

fn pixel_of(element: u32, height: u32, width: u32, channels: u32) -> Pixel {
  let pixel = element / channels;
  let line = pixel / width;
  let image = line / height;
  return Pixel(image, line - image * height, pixel - line * width, element - pixel * channels);
}
