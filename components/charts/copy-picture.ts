"use client";

/** Puts a picture on the clipboard, or saves it as a file where the browser does not allow that. */
export async function copyPicture(
  picture: Promise<Blob>,
  fileName: string,
): Promise<"copied" | "saved"> {
  try {
    await navigator.clipboard.write([new ClipboardItem({ "image/png": picture })]);
    return "copied";
  } catch {
    saveFile(await picture, fileName);
    return "saved";
  }
}

function saveFile(content: Blob, fileName: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
