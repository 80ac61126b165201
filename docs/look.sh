#!/bin/sh
# Render what people see to PNG: docs/look.sh FOLDER
# Every workbook of the folder, one picture a printed page; every page and mail (.html), on a desktop, on a phone and
# in the dark.
set -eu
folder=$1
profile=$(mktemp -d)
trap 'rm -rf "$profile"' EXIT
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)

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

find "$folder" -name '*.xlsx' -not -path '*/pages/*' | while read -r workbook; do
  workbook_pages "$workbook" "$folder/pages/$(basename "$workbook" .xlsx)"
done
if [ -n "$browser" ]; then
  absolute=$(cd "$folder" && pwd)
  find "$absolute" -name '*.html' -not -path '*/pages/*' | while read -r page; do
    name="$folder/pages/html/$(basename "$page" .html)"
    web_page "$page" "$name-desktop" "--window-size=1366,1400"
    web_page "$page" "$name-phone" "--window-size=500,1400"
    web_page "$page" "$name-dark" "--window-size=1366,1400 --blink-settings=preferredColorScheme=0"
  done
else
  echo "No Chromium: pages and mails are not rendered."
fi
echo "Pages: $folder/pages"
