#!/bin/sh
# Render what people see to PNG: docs/look.sh FOLDER
# Every workbook of the folder, one picture a printed page; every page and mail (.html), on a desktop, on a phone and
# in the dark. A picture's folder is named after its file and the folders above it: fr/PAC.xlsx is fr-PAC.
set -eu
folder=$(cd "$1" && pwd)
profile=$(mktemp -d)
trap 'rm -rf "$profile"' EXIT
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)

name_of() {
  file=${1#"$folder"/}
  printf '%s' "${file%.*}" | tr / -
}

workbook_pages() {
  mkdir -p "$2"
  soffice "-env:UserInstallation=file://$profile/office" --headless --norestore --convert-to pdf --outdir "$2" "$1" \
    >/dev/null 2>&1
  pdftoppm -r 70 -png "$2/$(basename "$1" .xlsx).pdf" "$2/page"
}

web_page() {
  mkdir -p "$(dirname "$2")"
  "$browser" --headless --no-sandbox --disable-gpu --hide-scrollbars "--user-data-dir=$profile/browser" $3 \
    "--screenshot=$2.png" "file://$1" >/dev/null 2>&1
}

rm -rf "$folder/pages"
find "$folder" -name '*.xlsx' | while read -r workbook; do
  workbook_pages "$workbook" "$folder/pages/$(name_of "$workbook")"
done
if [ -n "$browser" ]; then
  find "$folder" -name '*.html' | while read -r page; do
    name="$folder/pages/html/$(name_of "$page")"
    web_page "$page" "$name-desktop" "--window-size=1366,1400"
    web_page "$page" "$name-phone" "--window-size=500,1400"
    web_page "$page" "$name-dark" "--window-size=1366,1400 --blink-settings=preferredColorScheme=0"
  done
else
  echo "No Chromium: pages and mails are not rendered."
fi
echo "Pages: $folder/pages"
