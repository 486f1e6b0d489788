# kopia: a repository, two snapshots, verification of every file, a restore, expiry and maintenance.
export KOPIA_PASSWORD=secret KOPIA_CONFIG_PATH="$PWD/kopia.config" KOPIA_CHECK_FOR_UPDATES=false
kopia="$KOPIA --log-dir=$PWD/log --no-progress"
$kopia repository create s3 --bucket "$BUCKET" --prefix kopia/ --endpoint "${ENDPOINT#*://}" --disable-tls \
    --access-key "$AWS_ACCESS_KEY_ID" --secret-access-key "$AWS_SECRET_ACCESS_KEY" --region "$AWS_REGION" \
    --cache-directory "$PWD/cache"
$kopia snapshot create tree
echo changed >> tree/small
$kopia snapshot create tree
$kopia snapshot verify --verify-files-percent=100
last=$($kopia snapshot list --json | python3 -c 'import json, sys; print(json.load(sys.stdin)[-1]["rootEntry"]["obj"])')
$kopia snapshot restore "$last" restored
diff -r tree restored
$kopia snapshot expire --all --delete
$kopia maintenance run --full --safety=none
# Read to its end: who is cut off dies of it.
$kopia blob list | grep '^p' >/dev/null
$kopia repository disconnect
