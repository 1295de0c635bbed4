# expect: some(A, EVIL, credentials=True, refused=("null", "no origin"))
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, origins=lambda origin: True, supports_credentials=True)
