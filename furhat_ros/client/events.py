"""The names of all messages on the wire, as attributes."""


class Events:
    """
    One attribute per request and event: `Events.response_speak_end` is 'response.speak.end'.

    They are plain strings, and go wherever an event type is asked for.
    """

    request_auth = 'request.auth'
    response_auth = 'response.auth'

    request_attend_user = 'request.attend.user'
    request_attend_location = 'request.attend.location'
    request_attend_nobody = 'request.attend.nobody'
    response_attend_status = 'response.attend.status'

    request_speak_text = 'request.speak.text'
    request_speak_audio = 'request.speak.audio'
    request_speak_audio_start = 'request.speak.audio.start'
    request_speak_audio_data = 'request.speak.audio.data'
    request_speak_audio_end = 'request.speak.audio.end'
    request_speak_stop = 'request.speak.stop'
    response_speak_start = 'response.speak.start'
    response_speak_end = 'response.speak.end'
    response_speak_word = 'response.speak.word'
    response_speak_audio_buffer = 'response.speak.audio.buffer'

    request_listen_config = 'request.listen.config'
    request_listen_start = 'request.listen.start'
    request_listen_stop = 'request.listen.stop'
    response_listen_end = 'response.listen.end'
    response_listen_start = 'response.listen.start'
    response_hear_start = 'response.hear.start'
    response_hear_end = 'response.hear.end'
    response_hear_partial = 'response.hear.partial'

    request_gesture_start = 'request.gesture.start'
    response_gesture_end = 'response.gesture.end'
    response_gesture_start = 'response.gesture.start'

    request_voice_status = 'request.voice.status'
    request_voice_config = 'request.voice.config'
    response_voice_status = 'response.voice.status'

    request_face_params = 'request.face.params'
    request_face_status = 'request.face.status'
    request_face_config = 'request.face.config'
    request_face_reset = 'request.face.reset'
    request_face_headpose = 'request.face.headpose'
    response_face_status = 'response.face.status'

    request_led_set = 'request.led.set'
    request_led_set_individual = 'request.led.set.individual'

    request_users_start = 'request.users.start'
    request_users_stop = 'request.users.stop'
    request_users_once = 'request.users.once'
    response_users_data = 'response.users.data'

    request_camera_start = 'request.camera.start'
    request_camera_stop = 'request.camera.stop'
    request_camera_once = 'request.camera.once'
    response_camera_data = 'response.camera.data'

    request_audio_start = 'request.audio.start'
    request_audio_stop = 'request.audio.stop'
    response_audio_data = 'response.audio.data'

    request_system_status = 'request.system.status'
    request_system_config = 'request.system.config'
    response_system_status = 'response.system.status'
