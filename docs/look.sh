#!/bin/sh
# Render every workbook of a folder to PNG, one picture a printed page: docs/look.sh FOLDER
set -eu
folder=$1
profile=$(mktemp -d)
trap 'rm -rf "$profile"' EXIT
find "$folder" -name '*.xlsx' | while read -r workbook; do
  name=$(basename "$workbook" .xlsx)
  mkdir -p "$folder/pages/$name"
  soffice "-env:UserInstallation=file://$profile" --headless --norestore --convert-to pdf \
    --outdir "$folder/pages/$name" "$workbook" >/dev/null 2>&1
  pdftoppm -r 70 -png "$folder/pages/$name/$name.pdf" "$folder/pages/$name/page"
done
echo "Pages: $folder/pages"
