# Fish completion for vchat(1).

# Succeeds if the subcommand on the line is one of the arguments; without arguments, if there is none yet.
function __vchat_subcommand
    for word in (commandline -opc)[2..]
        if contains -- $word serve join list-rooms list-devices hash-password token compose
            contains -- $word $argv
            return
        end
    end
    test (count $argv) -eq 0
end

# Names of the rooms on the server that the line or the environment names; nothing when it does not answer.
function __vchat_rooms
    set -l words (commandline -opc)
    set -l options
    for i in (seq 2 (count $words))
        switch $words[$i]
            case --server --tls-ca --tls-fingerprint
                set -a options $words[$i] $words[(math $i + 1)]
            case '--server=*' '--tls-ca=*' '--tls-fingerprint=*'
                set -a options $words[$i]
        end
    end
    timeout 2 $words[1] list-rooms --json $options 2>/dev/null </dev/null | string replace -rf '.*"name":"([^"\\\\]*)".*' '$1'
end

# Ids of the devices of a kind, each with its name.
function __vchat_devices -a kind
    set -l words (commandline -opc)
    timeout 4 $words[1] list-devices --json 2>/dev/null </dev/null | string match -e "\"kind\":\"$kind\"" |
        string replace -rf '.*"id":"([^"\\\\]*)","name":"((?:[^"\\\\]|\\\\.)*)".*' '$1\t$2'
end

# Files after `file:`.
function __vchat_files
    set -l current (commandline -ct)
    string match -q 'file:*' -- $current; or return
    for path in (complete -C "true "(string replace file: '' -- $current))
        printf 'file:%s\n' $path
    end
end

complete -c vchat -f
complete -c vchat -s h -l help -d 'Show the options'
complete -c vchat -l log-level -x -a 'error warning info debug' -d 'How much is logged'

complete -c vchat -n __vchat_subcommand -l version -d 'Show the version'
complete -c vchat -n __vchat_subcommand -a serve -d 'Run a server'
complete -c vchat -n __vchat_subcommand -a join -d 'Enter a room'
complete -c vchat -n __vchat_subcommand -a list-rooms -d 'Show the rooms of a server'
complete -c vchat -n __vchat_subcommand -a list-devices -d 'Show cameras, microphones, speakers, encoders and screens'
complete -c vchat -n __vchat_subcommand -a hash-password -d 'Make the hash of a password'
complete -c vchat -n __vchat_subcommand -a token -d 'Make a token that lets into a room'
complete -c vchat -n __vchat_subcommand -a compose -d 'Make one file of a recording in tracks'

complete -c vchat -n '__vchat_subcommand serve join list-rooms list-devices' -l json -d 'JSON Lines on standard output'
complete -c vchat -n '__vchat_subcommand join list-rooms' -l server -x -a 'http:// https://' -d 'The server'
complete -c vchat -n '__vchat_subcommand join list-rooms' -l tls-ca -r -F -d 'Whom to believe about the server'
complete -c vchat -n '__vchat_subcommand join list-rooms' -l tls-fingerprint -x -d 'Of the certificate of the server'
complete -c vchat -n '__vchat_subcommand serve join' -l ice-server -x -a 'stun:// turn:// turns://' -d 'A STUN or TURN server'

complete -c vchat -n '__vchat_subcommand serve' -l listen -x -a '127.0.0.1:8080 0.0.0.0:8080 [::]:8080' -d 'Where to listen'
complete -c vchat -n '__vchat_subcommand serve' -l tls-cert -r -F -d 'Certificate'
complete -c vchat -n '__vchat_subcommand serve' -l tls-key -r -F -d 'Key of the certificate'
complete -c vchat -n '__vchat_subcommand serve' -l tls -x -a self-signed -d 'With a certificate of its own'
complete -c vchat -n '__vchat_subcommand serve' -l behind-proxy -d 'A reverse proxy speaks TLS'
complete -c vchat -n '__vchat_subcommand serve' -l trusted-proxy -x -a '127.0.0.1 10.0.0.0/8' -d 'Address of that proxy'
complete -c vchat -n '__vchat_subcommand serve' -l allow-origin -x -a 'https://' -d 'Whose pages may call'
complete -c vchat -n '__vchat_subcommand serve' -l metrics -x -a '127.0.0.1:9090' -d 'Where figures are told'
complete -c vchat -n '__vchat_subcommand serve' -l rooms -r -F -d 'What counts for which room'
complete -c vchat -n '__vchat_subcommand serve' -l only-configured-rooms -d 'No room but those of --rooms'
complete -c vchat -n '__vchat_subcommand serve' -l token-key -r -F -d 'What tokens are checked with'
complete -c vchat -n '__vchat_subcommand serve' -l token-audience -x -a vchat -d 'Whom a token must be for'
complete -c vchat -n '__vchat_subcommand serve' -l state-dir -x -a '(__fish_complete_directories)' -d 'Where state is kept'
complete -c vchat -n '__vchat_subcommand serve' -l resume-seconds -x -d 'How long a lost member is kept'
complete -c vchat -n '__vchat_subcommand serve' -l turn -x -a 'turn: turns:' -d 'A TURN server with a shared secret'
complete -c vchat -n '__vchat_subcommand serve' -l turn-secret-file -r -d 'The secret of the TURN servers'
complete -c vchat -n '__vchat_subcommand serve' -l turn-ttl -x -a '1h 12h 24h' -d 'How long a TURN password is good'
complete -c vchat -n '__vchat_subcommand serve' -l max-connections -x -d 'Connections in all'
complete -c vchat -n '__vchat_subcommand serve' -l max-connections-per-address -x -d 'Connections of one address'
complete -c vchat -n '__vchat_subcommand serve' -l request-timeout -x -d 'Seconds for handshake and header of a request'
complete -c vchat -n '__vchat_subcommand serve' -l max-message-rate -x -d 'Messages a second of one connection'
complete -c vchat -n '__vchat_subcommand serve' -l max-message-burst -x -d 'Messages of one connection at once'
complete -c vchat -n '__vchat_subcommand serve' -l max-frame-size -x -d 'Bytes of a message'
complete -c vchat -n '__vchat_subcommand serve' -l max-send-queue -x -d 'Bytes for a client who reads slowly'
complete -c vchat -n '__vchat_subcommand serve' -l max-joins-per-address -x -d 'Joins of one address a minute'
complete -c vchat -n '__vchat_subcommand serve' -l max-failed-passwords -x -d 'Of one address before it has to wait'
complete -c vchat -n '__vchat_subcommand serve' -l max-rooms -x -d 'Rooms at the same time'
complete -c vchat -n '__vchat_subcommand serve' -l max-users -x -d 'People in one room'

complete -c vchat -n '__vchat_subcommand token' -l room -x -d 'The room, or a pattern'
complete -c vchat -n '__vchat_subcommand token' -l key-file -r -F -d 'What the token is signed with'
complete -c vchat -n '__vchat_subcommand token' -l name -x -d 'The name of the bearer'
complete -c vchat -n '__vchat_subcommand token' -l ttl -x -a '1h 12h 24h' -d 'How long it is good'
complete -c vchat -n '__vchat_subcommand token' -l moderator -d 'The bearer is a moderator'
complete -c vchat -n '__vchat_subcommand token' -l audience -x -a vchat -d 'The server that it is for'

complete -c vchat -n '__vchat_subcommand compose' -F
complete -c vchat -n '__vchat_subcommand compose' -l size -x -a '640x360 1280x720 1920x1080' -d 'Of the picture'
complete -c vchat -n '__vchat_subcommand compose' -l framerate -x -a '25 30 60' -d 'Pictures a second'
complete -c vchat -n '__vchat_subcommand compose' -l overwrite -d 'Take the place of a file that is there'

complete -c vchat -n '__vchat_subcommand join' -a '(__vchat_rooms)' -d Room
complete -c vchat -n '__vchat_subcommand join' -l name -x -d 'The name that others see'
complete -c vchat -n '__vchat_subcommand join' -l password-file -r -F -d 'With the password of the room'
complete -c vchat -n '__vchat_subcommand join' -l token-file -r -F -d 'With a token that lets into the room'
complete -c vchat -n '__vchat_subcommand join' -l camera -x -a 'auto none test file: gst: (__vchat_devices camera) (__vchat_files)' -d 'What picture is sent'
complete -c vchat -n '__vchat_subcommand join' -l microphone -x -a 'auto none test file: gst: (__vchat_devices microphone) (__vchat_files)' -d 'What sound is sent'
complete -c vchat -n '__vchat_subcommand join' -l screen -x -a 'auto none portal test monitor: window: file: gst: (__vchat_devices screen) (__vchat_files)' -d 'Which screen is shared'
complete -c vchat -n '__vchat_subcommand join' -l screen-framerate -x -a '5 10 15 30' -d 'Frames a second of the screen'
complete -c vchat -n '__vchat_subcommand join' -l speaker -x -a 'auto none gst: (__vchat_devices speaker)' -d 'Where others are heard'
complete -c vchat -n '__vchat_subcommand join' -l display -x -a 'auto none gst:' -d 'Where the grid is shown'
complete -c vchat -n '__vchat_subcommand join' -l record -r -F -d 'Record the meeting to this file'
complete -c vchat -n '__vchat_subcommand join' -l overwrite -d 'Record over a file that is there'
complete -c vchat -n '__vchat_subcommand join' -l record-split -x -a '500M 2G 10min 1h' -d 'Go on in another file after a size or a time'
complete -c vchat -n '__vchat_subcommand join' -l size -x -a '320x180 640x360 1280x720 1920x1080' -d 'Of the picture'
complete -c vchat -n '__vchat_subcommand join' -l framerate -x -a '15 30 60' -d 'Frames a second'
complete -c vchat -n '__vchat_subcommand join' -l bitrate -x -a '500k 1M 2M' -d 'Of the picture'
complete -c vchat -n '__vchat_subcommand join' -l codec -x -a 'auto vp8 h264' -d 'Of the picture'
complete -c vchat -n '__vchat_subcommand join' -l no-audio-processing -d 'No echo cancellation, noise suppression and gain control'
complete -c vchat -n '__vchat_subcommand join' -l relay-only -d 'Only through TURN servers'
complete -c vchat -n '__vchat_subcommand join' -l duration -x -a '30s 10m 1h' -d 'Leave after that time'
complete -c vchat -n '__vchat_subcommand join' -l exit-when-alone -d 'Leave when the last other has gone'
complete -c vchat -n '__vchat_subcommand join' -l record-tracks -x -a '(__fish_complete_directories)' -d 'Record everybody apart'
complete -c vchat -n '__vchat_subcommand join' -l stats -d 'Figures once a second'
