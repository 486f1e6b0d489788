# restic: init, backup, check with all data, restore, forget and prune.
export RESTIC_PASSWORD=secret RESTIC_REPOSITORY="s3:$ENDPOINT/client-restic/repository" RESTIC_CACHE_DIR="$PWD/cache"
restic init -q
restic backup -q tree
restic check -q --read-data
echo changed >> tree/small
restic backup -q tree
restic restore -q latest --target restored
diff -r tree restored/tree
restic forget -q --keep-last 1 --prune
restic check -q --read-data
